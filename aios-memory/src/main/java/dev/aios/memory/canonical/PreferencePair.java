package dev.aios.memory.canonical;

/**
 * What a person preferred to what an agent answered. Immutable.
 *
 * @param prompt what the step was given
 * @param chosen what the person made of the answer
 * @param rejected the answer
 */
public record PreferencePair(String prompt, String chosen, String rejected) {}
