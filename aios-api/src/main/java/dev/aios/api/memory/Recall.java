package dev.aios.api.memory;

import dev.aios.api.InvalidInputException;
import dev.aios.api.memory.Passage.Said;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.util.ArrayList;
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

  /** What may raise a hit's score, and can be switched off to see what it is worth. */
  enum Stage {
    /** The cosine of the question's vector and a chunk's. */
    MEANING,
    /** The question's words in the text, its title and the speaker's name (BM25). */
    KEYWORDS,
    /** What was said just before and after, in the same thread. */
    NEIGHBOURS,
    /** A date that the question names, and the passage's time. */
    DATES,
    /** What was asked, said in other words by the host or a model, if memory lets them. */
    EXPANSION,
    /** How new it is, where the ranking asks for it. */
    RECENCY,
    /** How important it is, where the ranking asks for it. */
    IMPORTANCE,
    /** The reranker, if memory has one. */
    RERANKER
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
   * @param sources only passages whose source is one of these, or begins with one of these and a
   *     colon; empty for all
   * @param around how many pieces before and after each hit to show with it, 0 to 10
   * @param ranking how hits are ranked
   */
  record Query(
      String text,
      int limit,
      Set<String> entities,
      @Nullable String project,
      @Nullable Instant from,
      @Nullable Instant to,
      boolean trustedOnly,
      Set<String> sources,
      int around,
      Ranking ranking) {
    /** Checks the ranges and copies the sets. */
    public Query {
      List<String> violations = new ArrayList<>();
      if (limit < 1 || limit > 1000) {
        violations.add("limit is " + limit + ", must be 1 to 1000");
      }
      if (around < 0 || around > 10) {
        violations.add("around is " + around + ", must be 0 to 10");
      }
      if (!violations.isEmpty()) {
        throw new InvalidInputException("recall query", violations);
      }
      entities = Set.copyOf(entities);
      sources = Set.copyOf(sources);
    }

    /**
     * A search with the default ranking.
     *
     * @param text a question or keywords
     * @param limit the most hits wanted, 1 to 1000
     * @param entities only passages that concern one of these; empty for all
     * @param project only passages of this project, or null for all
     * @param from only passages not before this time, or null
     * @param to only passages not after this time, or null
     * @param trustedOnly only passages without taint
     */
    public Query(
        String text,
        int limit,
        Set<String> entities,
        @Nullable String project,
        @Nullable Instant from,
        @Nullable Instant to,
        boolean trustedOnly) {
      this(text, limit, entities, project, from, to, trustedOnly, Set.of(), 0, Ranking.DEFAULT);
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

    /**
     * Only passages that concern one of these.
     *
     * @param ids the entities
     * @return the query
     */
    public Query about(Set<String> ids) {
      return new Query(text, limit, ids, project, from, to, trustedOnly, sources, around, ranking);
    }

    /**
     * Only passages of a project.
     *
     * @param name the project
     * @return the query
     */
    public Query in(String name) {
      return new Query(
          text, limit, entities, name, from, to, trustedOnly, sources, around, ranking);
    }

    /**
     * Only passages of a time.
     *
     * @param first not before, or null
     * @param last not after, or null
     * @return the query
     */
    public Query between(@Nullable Instant first, @Nullable Instant last) {
      return new Query(
          text, limit, entities, project, first, last, trustedOnly, sources, around, ranking);
    }

    /**
     * Only passages of some sources.
     *
     * @param names sources, or what stands before their first colon
     * @return the query
     */
    public Query from(Set<String> names) {
      return new Query(
          text, limit, entities, project, from, to, trustedOnly, names, around, ranking);
    }

    /**
     * Only passages without taint.
     *
     * @return the query
     */
    public Query trusted() {
      return new Query(text, limit, entities, project, from, to, true, sources, around, ranking);
    }

    /**
     * With what stands around each hit.
     *
     * @param pieces how many before and after, 0 to 10
     * @return the query
     */
    public Query around(int pieces) {
      return new Query(
          text, limit, entities, project, from, to, trustedOnly, sources, pieces, ranking);
    }

    /**
     * Ranked in another way.
     *
     * @param how the ranking
     * @return the query
     */
    public Query ranked(Ranking how) {
      return new Query(text, limit, entities, project, from, to, trustedOnly, sources, around, how);
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
   * @param score how well it fits: the sum of its parts
   * @param similarity the cosine of the chunk and the question, or 0 if it has no vector
   * @param keywords the keyword score (BM25) of the chunk itself, or 0 if it holds none of the
   *     words
   * @param time when it was said or written, or null
   * @param taint its taint
   * @param attributes what was given with the passage
   * @param said its place in a conversation, or null
   * @param parts what each stage adds to the score; stages that add nothing are left out
   * @param before what stands before it, nearest last; as many pieces as the query asked for
   * @param after what stands after it, nearest first
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
      Map<String, String> attributes,
      @Nullable Said said,
      Map<Stage, Double> parts,
      List<Around> before,
      List<Around> after) {
    /** Copies the collections. */
    public Hit {
      attributes = Map.copyOf(attributes);
      parts = Map.copyOf(parts);
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  /**
   * A piece beside a hit: another chunk of the same text, or of the turn before or after. The
   * query's filters hold for it too.
   *
   * @param id the passage's id
   * @param chunk which chunk of it
   * @param speaker who said it, or empty
   * @param text what it says
   * @param taint its taint
   */
  record Around(String id, int chunk, String speaker, String text, Taint taint) {}
}
