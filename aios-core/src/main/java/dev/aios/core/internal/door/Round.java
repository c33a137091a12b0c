package dev.aios.core.internal.door;

/**
 * Which try of a piece of work asks for an effect. What failed for good in one round is tried again
 * in the next; what succeeded never is, and what is in doubt is settled by its rule in any round.
 *
 * @param number of this try; later tries have higher numbers
 * @param since the round that a person has last let it be tried again after: what was rejected
 *     before may be asked about again, what was rejected since may not
 */
public record Round(int number, int since) {
  /** Of work that is tried once. */
  public static final Round ONLY = new Round(0, 0);

  boolean reopens(StoredEffect.End end) {
    return end.rejected() ? end.round() <= since : end.round() < number;
  }
}
