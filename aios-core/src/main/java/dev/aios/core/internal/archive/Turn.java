package dev.aios.core.internal.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.aios.api.StorageException;
import dev.aios.api.journal.Journal;
import dev.aios.api.journal.Row;
import dev.aios.api.journal.RowChange;
import dev.aios.api.journal.Write;
import dev.aios.api.journal.WriteRejectedException;
import dev.aios.api.value.Json;
import dev.aios.core.internal.node.NodeRegistry;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose turn it is to archive: the row {@code turn} of table {@code archive} names the node.
 * Another takes it when that node gave it up or is dead. Every write of an archiving goes on
 * condition of the row's version and raises it, so that whoever lost its turn writes no more; and a
 * reader that knows the version knows whether anything was archived since. Used by one thread at a
 * time.
 */
final class Turn {
  static final String KEY = "turn";

  private static final Logger LOG = LoggerFactory.getLogger(Turn.class);
  private static final String GROUP = "turn";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Journal journal;
  private final NodeRegistry nodes;
  private long version;
  private boolean mine;

  Turn(Journal journal, NodeRegistry nodes) {
    this.journal = journal;
    this.nodes = nodes;
  }

  /** The version of the row, which each archiving raises; 0 before the first. */
  static long version(Journal journal) {
    return journal.row(Catalog.TABLE, KEY).map(Row::version).orElse(RowChange.ABSENT);
  }

  /** Takes the turn, if it is to be had; durable on return. */
  boolean take() {
    if (!nodes.holdsLease()) {
      return false;
    }
    Optional<Row> row = journal.row(Catalog.TABLE, KEY);
    String owner = row.map(Turn::owner).orElse("");
    if (!owner.isEmpty() && !owner.equals(nodes.nodeId()) && !nodes.isDead(owner)) {
      return false;
    }
    version = row.map(Row::version).orElse(RowChange.ABSENT);
    try {
      journal.writeNow(Write.of(change(nodes.nodeId())));
    } catch (WriteRejectedException e) {
      LOG.atDebug().log("another node was quicker to take its turn at archiving");
      return false;
    }
    written();
    mine = true;
    return true;
  }

  private static String owner(Row row) {
    try {
      JsonNode body = MAPPER.readTree(row.body().utf8());
      return body.path("node").asText();
    } catch (IOException e) {
      throw new StorageException("row " + KEY + " of table archive cannot be read: " + e, e);
    }
  }

  private RowChange change(String node) {
    return new RowChange.Put(
        Catalog.TABLE,
        KEY,
        version,
        GROUP,
        0,
        Json.of(MAPPER.createObjectNode().put("node", node).toString()));
  }

  /** Writes something on condition that it is still this node's turn; durable on return. */
  void write(Write.Builder write) {
    try {
      journal.writeNow(write.row(change(nodes.nodeId())).build());
    } catch (WriteRejectedException e) {
      // It, or what is archived, was changed by others: look at everything again.
      mine = false;
      throw e;
    }
    written();
  }

  private void written() {
    version++;
  }

  boolean isMine() {
    return mine && nodes.holdsLease();
  }

  /** Lets another node have its turn. Does not throw: if this node ends, the turn is free too. */
  void giveUp(@Nullable RuntimeException because) {
    if (!mine) {
      return;
    }
    mine = false;
    try {
      journal.writeNow(Write.of(change("")));
    } catch (RuntimeException e) {
      if (because != null) {
        because.addSuppressed(e);
      }
      LOG.atDebug().setCause(e).log("the turn at archiving could not be given up");
    }
  }
}
