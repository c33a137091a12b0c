package dev.aios.memory.internal.context;

import dev.aios.api.model.Message;
import dev.aios.api.value.Taint;
import java.util.List;

/**
 * Something that may go into a context, whole or not at all.
 *
 * @param id what it is
 * @param source where it came from
 * @param parts what it says, in a message that it shares with others of its section
 * @param messages what it says, if it is messages of its own: a turn, or a turn with the results of
 *     the tools called in it
 * @param tokens what it takes
 * @param taint the untrusted sources in it
 */
record Piece(
    String id,
    String source,
    List<Message.Part> parts,
    List<Message> messages,
    long tokens,
    Taint taint) {}
