package dev.aios.core.internal.agent;

/**
 * Where to go.
 *
 * @param name the route's name
 * @param sureness how sure that is, 0 to 1
 */
public record Route(String name, double sureness) {}
