package dev.aios.api.memory;

import dev.aios.api.policy.Sanitiser;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The mid-term tier: finds passages by meaning and by keywords together, with their sources.
 * Thread-safe.
 */
public interface Recall {
  /**
   * Adds passages: sanitises, cuts into chunks, embeds, indexes. Durable and searchable on return.
   *
   * @param passages what to add
   * @return what came of each, in order
   */
  List<Added> add(List<Passage> passages);

  /**
   * Removes a passage with all its chunks. Durable on return.
   *
   * @param id the passage's id
   * @return whether it was there
   */
  boolean remove(String id);

  /**
   * Searches.
   *
   * @param query what for
   * @return the best hits, best first, at most one chunk a passage unless asked otherwise
   */
  List<Hit> search(Query query);

  /**
   * How many passages there are.
   *
   * @return the number
   */
  int size();

  /**
   * What came of adding a passage.
   *
   * @param id the passage's id
   * @param outcome what came of it
   * @param chunks how many chunks it has
   * @param findings what the sanitiser found
   */
  record Added(String id, Outcome outcome, int chunks, List<Sanitiser.Finding> findings) {
    /** What came of adding a passage. */
    public enum Outcome {
      /** It is new. */
      ADDED,
      /** It replaced an older text, or the same text with other particulars. */
      REPLACED,
      /** It was there as it is. */
      UNCHANGED,
      /**
       * Its text says the same as another passage's and is not stored twice: both are found by the
       * one text, each under its own filters, and it stays until both are removed.
       */
      DUPLICATE,
      /** It has no text; what was stored under its id is removed. */
      EMPTY
    }
  }

  /**
   * What to search for.
   *
   * @param text a question or keywords
   * @param limit the most hits wanted, 1 to 1000
   * @param entities only passages that concern one of these; empty for all
   * @param project only passages of this project, or null for all
   * @param from only passages not before this time, or null
   * @param to only passages not after this time, or null
   * @param trustedOnly only passages without taint
   */
  record Query(
      String text,
      int limit,
      Set<String> entities,
      @Nullable String project,
      @Nullable Instant from,
      @Nullable Instant to,
      boolean trustedOnly) {
    /** Checks the limit and copies the set. */
    public Query {
      if (limit < 1 || limit > 1000) {
        throw new dev.aios.api.InvalidInputException(
            "recall query", "limit is " + limit + ", must be 1 to 1000");
      }
      entities = Set.copyOf(entities);
    }

    /**
     * A search without filters.
     *
     * @param text a question or keywords
     * @param limit the most hits wanted
     * @return the query
     */
    public static Query of(String text, int limit) {
      return new Query(text, limit, Set.of(), null, null, null, false);
    }
  }

  /**
   * A passage found.
   *
   * @param id the passage's id
   * @param source where it came from
   * @param title what it is called
   * @param text the chunk that fits best
   * @param chunk which chunk of the passage, from 0
   * @param score how well it fits; only the order means anything
   * @param similarity the cosine of the chunk and the question, or 0 if found by keywords only
   * @param keywords the keyword score (BM25), or 0 if found by meaning only
   * @param time when it was said or written, or null
   * @param taint its taint
   * @param attributes what was given with the passage
   */
  record Hit(
      String id,
      String source,
      String title,
      String text,
      int chunk,
      double score,
      double similarity,
      double keywords,
      @Nullable Instant time,
      Taint taint,
      Map<String, String> attributes) {}
}
