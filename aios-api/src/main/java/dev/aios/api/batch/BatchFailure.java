package dev.aios.api.batch;

/**
 * What a run gets instead of an answer if its batch failed for good.
 *
 * @param error why
 */
public record BatchFailure(String error) {}
