package dev.aios.memory.internal.rows;

import java.util.List;

/**
 * Something that was made from other things, and falls when one of them falls.
 *
 * @param kind what it is
 * @param content what it says; JSON or text, as its kind has it
 * @param from what it was made from
 * @param made when, in ISO-8601
 * @param by who made it
 * @param taint the sources of its taint
 */
public record DerivedRow(
    String kind, String content, List<String> from, String made, String by, List<String> taint) {}
