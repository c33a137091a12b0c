package dev.aios.memory.internal.recall;

import dev.aios.api.memory.TokenCounter;
import dev.aios.api.model.Embedder;
import dev.aios.api.model.Reranker;
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
    int reranked) {}
