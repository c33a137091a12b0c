package dev.aios.memory.identity;

import dev.aios.api.identity.Entity;
import dev.aios.api.identity.Merge;
import dev.aios.api.inbox.InboxItem;
import java.util.List;
import java.util.Optional;

/**
 * Finds entities that are probably the same: merges those that certainly are, and asks a person
 * about the doubtful ones. Thread-safe.
 *
 * <pre>{@code
 * Matches matches = aios.service(Matches.class);
 * matches.sweep(Entity.Kind.PERSON);
 * for (InboxItem item : aios.inbox().open()) {
 *   matches.question(item).ifPresent(System.out::println);
 * }
 * aios.inbox().approve(item, "owner");   // they are merged; a rejection keeps them apart
 * }</pre>
 */
public interface Matches {
  /**
   * Looks at all entities of a kind. A pair is asked about once, however often this is called; a
   * pair that a person rejected is set apart at the next call and never suggested again.
   *
   * @param kind which
   * @return what came of it
   */
  Swept sweep(Entity.Kind kind);

  /**
   * Who an item of the inbox asks about.
   *
   * @param item any item
   * @return the question, or empty if it is about something else or one of the two is gone
   */
  Optional<Question> question(InboxItem item);

  /**
   * What came of a sweep.
   *
   * @param merged the merges that were made
   * @param asked how many pairs a person is being asked about
   */
  record Swept(List<Merge> merged, int asked) {
    /** Copies the list. */
    public Swept {
      merged = List.copyOf(merged);
    }
  }

  /**
   * Two who may be the same.
   *
   * @param keep the card of the one recorded first
   * @param gone the card of the other
   * @param confidence how likely it is, 0 to 1
   * @param evidence what speaks for it, in words
   */
  record Question(String keep, String gone, double confidence, List<String> evidence) {
    /** Copies the list. */
    public Question {
      evidence = List.copyOf(evidence);
    }
  }
}
