package dev.aios.memory.canonical;

import java.time.Instant;
import java.util.List;

/**
 * Views of the journal. Found with {@code aios.service(Canonical.class)}. Each reads as much of the
 * journal as it needs, the ones over entities all of it. Thread-safe.
 *
 * <pre>{@code
 * Canonical canonical = aios.service(Canonical.class);
 * canonical.asOf(lastMonth).facts(anna.id(), lastMonth);
 * canonical.timeline(anna.id()).forEach(System.out::println);
 * canonical.knew(anna.id(), "phone").forEach(System.out::println);
 * canonical.training().writePreferences(Path.of("pairs.jsonl"));
 * }</pre>
 */
public interface Canonical {
  /**
   * How things stood at a time.
   *
   * @param time records appended until then count
   * @return the view
   */
  View asOf(Instant time);

  /**
   * How things stood at a place of the journal.
   *
   * @param position records up to it count
   * @return the view
   * @throws dev.aios.api.InvalidInputException if it is negative
   */
  View asOf(long position);

  /**
   * All that is known to have happened to an entity: when it was seen, merged, what was learnt of
   * it, the passages that concern it, the sessions that are about it, the runs that name its id.
   *
   * @param entity its id
   * @return oldest first
   * @throws dev.aios.api.NotFoundException if there is no such entity
   */
  List<Happening> timeline(String entity);

  /**
   * Who knew what when: each fact of a property with the record by which it became known, and the
   * runs, effects and events whose records name its source afterwards, as evidence, as taint or in
   * what they were given.
   *
   * @param entity the entity's id
   * @param property the property
   * @return oldest recorded first
   * @throws dev.aios.api.NotFoundException if there is no such entity
   */
  List<Knowing> knew(String entity, String property);

  /**
   * Samples for fine-tuning, from what people decided at gates.
   *
   * @return all of them, redacted, and only with the consent of those whom they name
   */
  Training training();
}
