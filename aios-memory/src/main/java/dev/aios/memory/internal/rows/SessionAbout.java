package dev.aios.memory.internal.rows;

import java.util.List;

/**
 * The body of the record {@code session.about}, and of the rows that say so.
 *
 * @param session the session
 * @param entities ids of the entities that it is about
 */
public record SessionAbout(String session, List<String> entities) {}
