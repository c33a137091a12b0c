package dev.aios.core.internal.event;

import dev.aios.api.World;
import dev.aios.api.journal.Journal;
import dev.aios.core.internal.codec.JacksonCodec;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import java.time.Duration;

/** A node that delivers events: what a runtime has, without its engine. */
final class EventNode implements AutoCloseable {
  static final Duration LOOK = Duration.ofMillis(250);

  final NodeRegistry nodes;
  final JournalInbox inbox;
  final JournalEvents events;

  EventNode(Journal journal, World world) {
    this(journal, world, NodeRegistry.DEFAULT_LEASE);
  }

  EventNode(Journal journal, World world, Duration lease) {
    this(journal, world, lease, PlainContext.in(world));
  }

  EventNode(Journal journal, World world, Duration lease, EventContextFactory contexts) {
    JacksonCodec codec = new JacksonCodec();
    nodes = new NodeRegistry(journal, codec, world, lease);
    inbox = new JournalInbox(journal, codec, world);
    events = new JournalEvents(journal, codec, world, nodes, inbox, contexts, LOOK);
    nodes.start();
    events.start();
  }

  @Override
  public void close() {
    events.close();
    nodes.close();
  }
}
