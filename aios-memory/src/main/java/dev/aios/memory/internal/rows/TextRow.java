package dev.aios.memory.internal.rows;

import org.jspecify.annotations.Nullable;

/**
 * A text that one or several passages share. Its row's key is the hash of what it says.
 *
 * @param passages how many passages share it; the last to go takes it along
 * @param chunks how many chunks it has
 * @param revision another id each time its chunks are made anew
 * @param model the name of the model that made the vectors, or null if there are none
 * @param other the name of a second model that made vectors too, or null
 * @param simhash its fingerprint for near duplicates, in hexadecimal
 */
public record TextRow(
    int passages,
    int chunks,
    String revision,
    @Nullable String model,
    @Nullable String other,
    String simhash) {
  /**
   * The same with another number of passages.
   *
   * @param more added to the number
   * @return the row
   */
  public TextRow plus(int more) {
    return new TextRow(passages + more, chunks, revision, model, other, simhash);
  }

  /**
   * The same with vectors of another model in place of the first.
   *
   * @param name the model
   * @return the row
   */
  public TextRow withModel(String name) {
    return new TextRow(passages, chunks, revision, name, other, simhash);
  }

  /**
   * The same with vectors of a second model.
   *
   * @param name the model
   * @return the row
   */
  public TextRow withOther(String name) {
    return new TextRow(passages, chunks, revision, model, name, simhash);
  }

  /**
   * Whether it has vectors of a model.
   *
   * @param name the model
   * @return whether it has
   */
  public boolean has(String name) {
    return name.equals(model) || name.equals(other);
  }
}
