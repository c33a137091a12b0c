package dev.aios.api.policy;

import java.time.Instant;

/** What a policy says of an effect about to happen. */
public sealed interface Decision {
  /** It may happen. */
  record Allow() implements Decision {}

  /**
   * It must not happen; the step fails for good.
   *
   * @param reason shown to whoever looks at the run
   */
  record Deny(String reason) implements Decision {}

  /**
   * It may happen with another request.
   *
   * @param request the request instead, of the same type
   * @param reason recorded with it
   */
  record Transform(Object request, String reason) implements Decision {}

  /**
   * It may not happen yet; the run waits, holding no thread, and the policies are asked again then.
   *
   * @param until when to ask again
   * @param reason shown while it waits
   */
  record Defer(Instant until, String reason) implements Decision {}

  /**
   * A person must agree first; the run waits, holding no thread.
   *
   * @param ask whom to ask, for example {@code "owner"}
   * @param reason shown in the inbox
   */
  record RequireApproval(String ask, String reason) implements Decision {}

  /**
   * A budget is spent; a model call should fall to a cheaper tier. Anything else is denied.
   *
   * @param reason recorded with it
   */
  record Cheaper(String reason) implements Decision {}

  /** It may happen. */
  Decision ALLOW = new Allow();
}
