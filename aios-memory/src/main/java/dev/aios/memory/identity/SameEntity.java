package dev.aios.memory.identity;

/**
 * A question for a person: are these two the same? It holds ids and no names, because what stands
 * in an inbox cannot be erased with a person; {@link Matches#question} tells who they are.
 *
 * @param keep the id of the one recorded first
 * @param gone the id of the other
 * @param confidence how likely it is, 0 to 1
 */
public record SameEntity(String keep, String gone, double confidence) {}
