package dev.aios.memory.erasure;

import dev.aios.api.run.ErasedRuns;
import java.util.Collection;
import java.util.List;

/**
 * Forgets on demand. What is forgotten is gone from rows, index, caches, from what was derived from
 * it, and from the files; the records of the journal stay in the chain and cannot be read any more,
 * because they were sealed under keys that are gone. Thread-safe.
 *
 * <pre>{@code
 * Erasure erasure = aios.service(Erasure.class);
 * Erased erased = erasure.person(anna.id());
 * erased.runs().underWay().forEach(System.out::println);   // erased once they end
 * erased.elsewhere().forEach(System.out::println);         // what names her, and is not about her
 * aios.journal().verify().ok();                      // true
 * }</pre>
 */
public interface Erasure {
  /**
   * Erases a person, or any other entity: with all that were merged into it, its facts and those of
   * others that name it, the passages that concern it or hold one of its mail addresses or phone
   * numbers, the sessions that are about it, the runs and events that were declared to be about it
   * or about what was merged into it, and what was derived from those. If the process dies, the
   * erasure goes on when the runtime is opened again.
   *
   * @param entity its id
   * @return what was erased, and what names it still
   * @throws dev.aios.api.NotFoundException if there is no such entity
   * @throws dev.aios.api.ConflictException if a legal hold forbids it; nothing was erased. Runs and
   *     events about it that a hold on somebody else keeps are told, the rest is erased
   */
  Erased person(String entity);

  /**
   * Erases runs that name somebody, though they were started about somebody else: of the streams
   * that {@link Erased#elsewhere} names those of runs that are about anybody. What such a run holds
   * of others goes with it. Runs that are about nobody are in clear, and are listed as held.
   *
   * @param elsewhere names of streams; those that are not of runs are left out
   * @return what was done
   */
  ErasedRuns runs(Collection<String> elsewhere);

  /**
   * Erases a session, and all earlier ones of its name.
   *
   * @param session its name
   * @return what was erased
   * @throws dev.aios.api.ConflictException if a legal hold forbids it; nothing was erased
   */
  Erased session(String session);

  /**
   * Erases a source: its passages, the facts that name it as their source, and what was derived
   * from those.
   *
   * @param source as passages and facts name it, for example {@code mail:17}
   * @return what was erased
   * @throws dev.aios.api.ConflictException if a legal hold forbids it; nothing was erased
   */
  Erased source(String source);

  /**
   * Puts a legal hold, or replaces the one of that name. Durable on return.
   *
   * @param hold what must not be forgotten
   */
  void hold(LegalHold hold);

  /**
   * Lifts a legal hold. Durable on return.
   *
   * @param name its name
   * @return whether it stood
   */
  boolean release(String name);

  /**
   * The legal holds that stand.
   *
   * @return by name
   */
  List<LegalHold> holds();
}
