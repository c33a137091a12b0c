package dev.aios.memory.internal.recall;

import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.Embedder;
import dev.aios.api.model.Reranker;
import dev.aios.memory.recall.QueryExpansion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How recall works.
 *
 * @param embedder makes vectors, or null to find by keywords only
 * @param replaced made the vectors that are there, while the embedder's are being made, or null
 * @param counter counts the tokens of chunks
 * @param chunkTokens the most tokens of a chunk
 * @param overlapTokens the most tokens that a chunk repeats
 * @param exactUpTo the most vectors that are compared one by one
 * @param weights of meaning and keywords
 * @param mostCharacters the longest text
 * @param englishStems whether words of one English stem are the same
 * @param reranker reads the best hits again, or null
 * @param reranked how many of them
 * @param expansion says questions in other words, or null
 * @param refreshed how many chunks without vectors of the embedder are embedded at each start
 * @param files the folder of files of vectors, or null for none
 */
public record RecallOptions(
    @Nullable Embedder embedder,
    @Nullable Embedder replaced,
    TokenCounter counter,
    int chunkTokens,
    int overlapTokens,
    int exactUpTo,
    Weights weights,
    int mostCharacters,
    boolean englishStems,
    @Nullable Reranker reranker,
    int reranked,
    @Nullable QueryExpansion expansion,
    long refreshed,
    @Nullable Path files) {
  /**
   * What is wrong with them.
   *
   * @return every setting that is out of its range
   */
  public List<String> violations() {
    List<String> violations = new ArrayList<>();
    if (chunkTokens < 16 || chunkTokens > 8192) {
      violations.add("chunks of " + chunkTokens + " tokens, must be 16 to 8192");
    }
    if (overlapTokens < 0 || overlapTokens > chunkTokens / 2) {
      violations.add("overlap of " + overlapTokens + ", must be 0 to half of a chunk");
    }
    if (exactUpTo < 0) {
      violations.add("exactUpTo is " + exactUpTo + ", must be 0 or more");
    }
    double both = weights.meaning() + weights.keywords();
    if (!(weights.meaning() >= 0 && weights.keywords() >= 0 && both > 0)
        || Double.isInfinite(both)) {
      violations.add(
          "weights are "
              + weights.meaning()
              + " and "
              + weights.keywords()
              + ", must be 0 or more and not both 0");
    }
    if (mostCharacters < 1) {
      violations.add("maxCharacters is " + mostCharacters + ", must be 1 or more");
    }
    if (replaced != null && (embedder == null || embedder.name().equals(replaced.name()))) {
      violations.add(
          "replacing " + replaced.name() + " needs an embedder of another name to follow it");
    }
    if (reranked < 1 || reranked > 1000) {
      violations.add("reranker reads " + reranked + " hits, must be 1 to 1000");
    }
    if (refreshed < 0) {
      violations.add("refreshing is " + refreshed + " chunks, must be 0 or more");
    }
    return violations;
  }
}
