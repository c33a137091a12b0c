package dev.aios.core.internal.event;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.core.internal.node.NodeRegistry;

/** What all deliveries of a node work with. */
record Surroundings(
    Journal journal,
    World world,
    NodeRegistry nodes,
    DeadLetters deadLetters,
    EventContextFactory contexts) {}
