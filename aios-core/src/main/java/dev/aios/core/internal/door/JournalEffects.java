package dev.aios.core.internal.door;

import dev.aios.api.World;
import dev.aios.api.effect.Effects;
import dev.aios.api.journal.Journal;
import dev.aios.api.value.Codec;
import dev.aios.core.internal.inbox.JournalInbox;
import dev.aios.core.internal.node.NodeRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The door outside runs: for the host, and for handlers of events. Each effect is a row, so that
 * its outcome is remembered by scope, name and key. Thread-safe.
 */
public final class JournalEffects {
  /** What the doors of all scopes work with. */
  record Surroundings(
      EffectRows rows,
      Codec codec,
      World world,
      Door door,
      JournalInbox inbox,
      NodeRegistry nodes,
      Set<String> inFlight,
      LostAttempts lost) {}

  private final Surroundings with;

  /**
   * A door outside runs.
   *
   * @param journal where effects are remembered
   * @param codec for requests and outcomes
   * @param world time
   * @param door the pipeline
   * @param inbox where people are asked
   * @param nodes which nodes live
   */
  public JournalEffects(
      Journal journal,
      Codec codec,
      World world,
      Door door,
      JournalInbox inbox,
      NodeRegistry nodes) {
    Set<String> inFlight = ConcurrentHashMap.newKeySet();
    this.with =
        new Surroundings(
            new EffectRows(journal),
            codec,
            world,
            door,
            inbox,
            nodes,
            inFlight,
            new LostAttempts(world, nodes, inFlight));
  }

  /**
   * The host's own door: it blocks while an effect waits for a time, and what failed for good stays
   * so.
   *
   * @return the door
   */
  public Effects host() {
    return new ScopedEffects(with, with.rows(), "", null, Round.ONLY, false, null);
  }

  /**
   * A door for one delivery of an event. Where an effect must wait, it ends the caller's turn by
   * {@link dev.aios.api.effect.Suspension}.
   *
   * @param subscription whose delivery it is; with the position it tells apart effects of the same
   *     name, and is the same for each delivery of the event
   * @param position the event's place in the journal
   * @param agent who performs, for budgets and policies; null for nobody
   * @param round which try it is
   * @param seal the id of the key that they are kept sealed under, or null for none
   * @return the door
   */
  public Effects delivering(
      String subscription,
      long position,
      @Nullable String agent,
      Round round,
      @Nullable String seal) {
    return new ScopedEffects(
        with,
        with.rows().delivering(position, seal),
        subscription + "/" + position,
        agent,
        round,
        true,
        seal);
  }
}
