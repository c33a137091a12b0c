package dev.aios.examples.consultancy.leads;

import dev.aios.api.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * What a lead wants, as far as the mail says.
 *
 * @param budget the most that may be spent, or null if the mail names no budget
 * @param decides whether the writer decides on it, or it is approved already
 * @param start when the work is wanted; empty if the mail does not say
 * @param meets whether the writer wants to talk or meet
 */
public record Wish(@Nullable Money budget, boolean decides, String start, boolean meets) {}
