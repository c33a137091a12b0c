package dev.aios.memory.context;

import dev.aios.api.effect.Effects;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a context is wanted for. Immutable; the methods give changed copies.
 *
 * @param session the session, or an empty text for none
 * @param question what is going to be asked, or an empty text: then nothing is recalled
 * @param system what the host says of the task; empty if an agent has its own instructions
 * @param about ids of entities whose cards go in, besides those that the session is about
 * @param project only passages of this project are recalled, or null for all
 * @param trustedOnly whether only passages without taint are recalled
 * @param pinned further facts that must be known, by name, in order
 * @param fidelity how much, how fresh
 * @param through the door for a model that makes summaries, or null for the runtime's own
 */
public record ContextRequest(
    String session,
    String question,
    String system,
    Set<String> about,
    @Nullable String project,
    boolean trustedOnly,
    Map<String, String> pinned,
    Fidelity fidelity,
    @Nullable Effects through) {
  /** Copies the collections. */
  public ContextRequest {
    about = java.util.Collections.unmodifiableSet(new TreeSet<>(about));
    pinned = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(pinned));
  }

  /**
   * A context for a question in a session, at balanced fidelity.
   *
   * @param session the session's id
   * @param question what is going to be asked
   * @return the request
   */
  public static ContextRequest of(String session, String question) {
    return new ContextRequest(
        session, question, "", Set.of(), null, false, Map.of(), Fidelity.BALANCED, null);
  }

  /**
   * The same with instructions.
   *
   * @param text from the developer, never from outside
   * @return a copy
   */
  public ContextRequest system(String text) {
    return new ContextRequest(
        session, question, text, about, project, trustedOnly, pinned, fidelity, through);
  }

  /**
   * The same with cards of entities.
   *
   * @param entities their ids
   * @return a copy
   */
  public ContextRequest about(Set<String> entities) {
    return new ContextRequest(
        session, question, system, entities, project, trustedOnly, pinned, fidelity, through);
  }

  /**
   * The same within a project.
   *
   * @param name only its passages are recalled
   * @return a copy
   */
  public ContextRequest project(String name) {
    return new ContextRequest(
        session, question, system, about, name, trustedOnly, pinned, fidelity, through);
  }

  /**
   * The same without anything tainted from recall.
   *
   * @return a copy
   */
  public ContextRequest onlyTrusted() {
    return new ContextRequest(
        session, question, system, about, project, true, pinned, fidelity, through);
  }

  /**
   * The same with another fact that must be known.
   *
   * @param id names it in the entries
   * @param text from the host, never from outside
   * @return a copy
   */
  public ContextRequest pinned(String id, String text) {
    Map<String, String> more = new LinkedHashMap<>(pinned);
    more.put(id, text);
    return new ContextRequest(
        session, question, system, about, project, trustedOnly, more, fidelity, through);
  }

  /**
   * The same at another fidelity.
   *
   * @param dial how much, how fresh
   * @return a copy
   */
  public ContextRequest fidelity(Fidelity dial) {
    return new ContextRequest(
        session, question, system, about, project, trustedOnly, pinned, dial, through);
  }

  /**
   * The same with the door that summaries are made through.
   *
   * @param door for example that of the step that works
   * @return a copy
   */
  public ContextRequest through(@Nullable Effects door) {
    return new ContextRequest(
        session, question, system, about, project, trustedOnly, pinned, fidelity, door);
  }
}
