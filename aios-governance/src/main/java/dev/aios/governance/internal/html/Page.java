package dev.aios.governance.internal.html;

import java.util.List;

/**
 * A page as it was read.
 *
 * @param text what a reader sees
 * @param hidden each text that is written to be shown, and hidden from the reader
 * @param unshown what is not written to be shown: comments, scripts, attributes; one text
 * @param links each link whose text names another place than it leads to, or that leads nowhere
 *     safe
 * @param cut why part of it was left out, or empty
 */
public record Page(
    String text, List<String> hidden, String unshown, List<String> links, String cut) {}
