package dev.aios.memory.internal.rows;

/**
 * The running summary of a session.
 *
 * @param session the session's id, not its name
 * @param upTo the number of the last turn that it stands for; it stands for all before that too
 * @param text what it says
 */
public record SummaryBody(String session, long upTo, String text) {}
