package dev.aios.api.effect;

/**
 * Ends the turn of a step that must wait. Thrown by the door through the code of an agent; let it
 * pass. It is an {@link Error} so that {@code catch (Exception e)} in an agent does not stop it;
 * should an agent catch it nevertheless, the step's turn ends all the same and its result is not
 * used.
 */
public final class Suspension extends Error {
  private static final long serialVersionUID = 1L;

  /**
   * A wait.
   *
   * @param why what is waited for
   */
  public Suspension(String why) {
    super(why, null, false, false);
  }
}
