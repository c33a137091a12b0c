package dev.aios.api.identity;

import dev.aios.api.value.Taint;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something known of an entity, with where it is from and when it holds.
 *
 * @param entity the entity's id
 * @param property for example {@code role} or {@code works-for}
 * @param value the value; for a relation the other entity's id
 * @param validFrom since when it holds, or null if that is not known: then it counts from {@code
 *     recorded} on
 * @param validTo the end that is known of it, also one to come, or null. It holds until then, or
 *     until the next fact of its property begins, if that is earlier; of two that begin at one time
 *     the one recorded later holds
 * @param recorded when it was recorded
 * @param source where it stands, for example {@code mail:<id>}
 * @param confidence how likely it is to be right, 0 to 1
 * @param taint the untrusted sources that it comes from
 */
public record Fact(
    String entity,
    String property,
    String value,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    Instant recorded,
    String source,
    double confidence,
    Taint taint) {}
