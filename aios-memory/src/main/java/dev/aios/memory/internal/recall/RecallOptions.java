package dev.aios.memory.internal.recall;

import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.Embedder;
import dev.aios.api.model.Reranker;
import java.nio.file.Path;
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
    @Nullable Path files) {
  /**
   * Adds what of a setting is out of its range.
   *
   * @param chunkTokens the most tokens of a chunk
   * @param overlapTokens the most that it repeats
   * @param exactUpTo the most vectors that are compared one by one
   * @param violations are added to
   */
  public static void check(
      int chunkTokens, int overlapTokens, int exactUpTo, List<String> violations) {
    if (chunkTokens < 16 || chunkTokens > 8192) {
      violations.add("chunks of " + chunkTokens + " tokens, must be 16 to 8192");
    }
    if (overlapTokens < 0 || overlapTokens > chunkTokens / 2) {
      violations.add("overlap of " + overlapTokens + ", must be 0 to half of a chunk");
    }
    if (exactUpTo < 0) {
      violations.add("exactUpTo is " + exactUpTo + ", must be 0 or more");
    }
  }
}
