package dev.aios.memory.derived;

import java.util.List;
import java.util.Optional;

/**
 * Keeps what was made from other things. It falls by itself when a passage is removed or replaced,
 * a session ended, a person erased, a source forgotten; {@link #fall} is for things that only the
 * host knows. Thread-safe.
 *
 * <pre>{@code
 * store.put(new Derived("digest/2026-11", "digest", text, Set.of("passage:note-1"), now, "digester", taint));
 * recall.remove("note-1");
 * store.find("digest/2026-11");   // empty
 * }</pre>
 */
public interface DerivedStore {
  /**
   * Stores something derived; the same id again replaces it. Durable on return. What names a
   * passage ({@code passage:ID}) or an entity ({@code entity/ID}) that is not there, perhaps
   * because it was erased since it was read, is not kept.
   *
   * @param derived what
   * @throws dev.aios.api.InvalidInputException with everything that is wrong with it
   */
  void put(Derived derived);

  /**
   * Finds something derived.
   *
   * @param id its id
   * @return it, or empty if it is not there or has fallen
   */
  Optional<Derived> find(String id);

  /**
   * What was made from something.
   *
   * @param source one of the things in {@link Derived#from()}
   * @return what names it, not what was made from that in turn
   */
  List<Derived> of(String source);

  /**
   * Removes everything that was made from something, also by way of other derived things. Durable
   * on return.
   *
   * @param source the thing that is gone
   * @return the ids of what fell; empty if nothing did
   */
  List<String> fall(String source);
}
