package dev.aios.memory.internal.rows;

import java.util.List;

/**
 * A context that is kept for a recurring flow.
 *
 * @param request the hash of what it was asked for
 * @param position where the journal ended before it was assembled
 * @param cards the hash of the cards in it
 * @param passages ids of the passages that were recalled for it
 * @param context the context as JSON
 */
public record WarmBody(
    String request, long position, String cards, List<String> passages, String context) {}
