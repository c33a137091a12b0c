package dev.aios.examples.consultancy.output;

/**
 * Proof that something was put out.
 *
 * @param key the idempotency key
 * @param file the name of the file, in its folder
 */
public record Receipt(String key, String file) {}
