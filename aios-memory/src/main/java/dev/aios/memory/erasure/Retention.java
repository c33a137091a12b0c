package dev.aios.memory.erasure;

import java.util.List;

/**
 * Forgets by rule. How long a source is kept says the rule that the {@code Inventory} has for it;
 * the source of a passage or a fact is what stands before the first colon, that of a session what
 * stands before the first slash. What has no registered source is kept by the rule of its kind, if
 * one was set, else for ever. Thread-safe.
 *
 * <pre>{@code
 * inventory.register(new RetentionRule("mail", Duration.ofDays(730), "consent"));
 * inventory.register(new DataSource("mail", "mbox", "mail/", null, "mail", false));
 * retention.rule(Kept.SESSION, "mail");
 * retention.sweep();
 * }</pre>
 */
public interface Retention {
  /** What is kept. */
  enum Kept {
    /** A passage; its age counts from when it was said, or recorded if that is not known. */
    PASSAGE,
    /** A fact; its age counts from when it was recorded. */
    FACT,
    /** A session; its age counts from its last turn. */
    SESSION
  }

  /**
   * Sets the rule of a kind.
   *
   * @param kind of what has no registered source
   * @param rule the name of a registered rule
   * @throws dev.aios.api.NotFoundException if there is no such rule
   */
  void rule(Kept kind, String rule);

  /**
   * Forgets what is past its time, as {@link Erasure} does. What is under a legal hold stays.
   *
   * @return what was forgotten, and what is held
   */
  Swept sweep();

  /**
   * What came of a sweep.
   *
   * @param passages how many passages were forgotten
   * @param facts how many facts
   * @param sessions how many sessions
   * @param held what would have been forgotten, and the hold that forbids it
   * @param filesClean whether nothing is left in the files; true if nothing was forgotten
   */
  record Swept(int passages, int facts, int sessions, List<String> held, boolean filesClean) {
    /** Copies the list. */
    public Swept {
      held = List.copyOf(held);
    }
  }
}
