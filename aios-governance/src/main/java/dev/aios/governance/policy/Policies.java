package dev.aios.governance.policy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.value.Money;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Ready-made policies. Each is immutable and thread-safe, and pure, but for {@link #quietHours},
 * which reads the clock that it is given. Approvals are asked of {@code "owner"}.
 */
public final class Policies {
  private static final String OWNER = "owner";

  private Policies() {}

  /**
   * A person must agree to an effect that may cost more than a limit, by its estimate.
   *
   * @param limit the most that needs no approval; an estimate in another currency needs it always
   * @return the policy
   */
  public static Policy approvalAbove(Money limit) {
    return approvalAbove(limit, "may cost", request -> request.estimate().money());
  }

  /**
   * A person must agree to an effect whose request is about more money than a limit: an invoice, a
   * transfer.
   *
   * @param <Q> the type of request
   * @param limit the most that needs no approval; an amount in another currency needs it always
   * @param type the type of request; effects with other requests pass
   * @param amount the amount that a request is about
   * @return the policy
   */
  public static <Q> Policy approvalAbove(
      Money limit, Class<Q> type, Function<? super Q, Money> amount) {
    return approvalAbove(
        limit,
        "is about",
        request ->
            type.isInstance(request.request()) ? amount.apply(type.cast(request.request())) : null);
  }

  private static Policy approvalAbove(
      Money limit, String verb, Function<EffectRequest, @Nullable Money> amount) {
    return Policy.of(
        "approval-above",
        request -> {
          Money money = amount.apply(request);
          if (money == null) {
            return Decision.ALLOW;
          }
          boolean comparable = money.currency().equals(limit.currency());
          if (comparable && !money.isAbove(limit)) {
            return Decision.ALLOW;
          }
          return new Decision.RequireApproval(
              OWNER,
              effect(request)
                  + " "
                  + verb
                  + " "
                  + money
                  + (comparable ? ", more than " : ", which cannot be compared with ")
                  + limit
                  + ", the most without approval");
        });
  }

  /**
   * A person must agree to an effect into which untrusted content went.
   *
   * @param kind of which kind
   * @param more other kinds
   * @return the policy
   */
  public static Policy approvalForTainted(EffectKind kind, EffectKind... more) {
    Set<EffectKind> kinds = EnumSet.of(kind, more);
    return Policy.of(
        "approval-for-tainted",
        request ->
            isTainted(request, kinds)
                ? new Decision.RequireApproval(OWNER, tainted(request))
                : Decision.ALLOW);
  }

  /**
   * An effect into which untrusted content went is refused.
   *
   * @param kind of which kind
   * @param more other kinds
   * @return the policy
   */
  public static Policy denyTainted(EffectKind kind, EffectKind... more) {
    Set<EffectKind> kinds = EnumSet.of(kind, more);
    return Policy.of(
        "deny-tainted",
        request ->
            isTainted(request, kinds)
                ? new Decision.Deny(
                    tainted(request)
                        + ", and effects of kind "
                        + request.kind()
                        + " must be free of it. Let a person look at the content and start anew"
                        + " from what they write")
                : Decision.ALLOW);
  }

  /**
   * A person must agree to an effect that could do harm.
   *
   * @param least from which sensitivity on
   * @return the policy
   */
  public static Policy approvalForSensitivity(Sensitivity least) {
    return Policy.of(
        "approval-for-sensitivity",
        request ->
            request.sensitivity().compareTo(least) >= 0
                ? new Decision.RequireApproval(
                    OWNER, effect(request) + " has the sensitivity " + request.sensitivity())
                : Decision.ALLOW);
  }

  /**
   * Effects of one kind may call these targets only.
   *
   * @param kind the kind; effects of other kinds pass
   * @param targets each as an effect names it, without regard to case; {@code *.example.com} stands
   *     for every host within, and not for {@code example.com} itself
   * @return the policy
   */
  public static Policy allowTargets(EffectKind kind, String... targets) {
    List<String> allowed = List.of(targets);
    return Policy.of(
        "allow-targets",
        request ->
            request.kind() != kind || allowed.stream().anyMatch(one -> Targets.fits(one, request))
                ? Decision.ALLOW
                : new Decision.Deny(
                    effect(request)
                        + " calls '"
                        + request.target()
                        + "'; effects of kind "
                        + kind
                        + " may call only "
                        + allowed
                        + ". Add the target to the policy 'allow-targets' if it should"));
  }

  /**
   * No effect may call these targets.
   *
   * @param targets as for {@link #allowTargets}
   * @return the policy
   */
  public static Policy denyTargets(String... targets) {
    List<String> denied = List.of(targets);
    return Policy.of(
        "deny-targets",
        request ->
            denied.stream()
                .filter(one -> Targets.fits(one, request))
                .findFirst()
                .<Decision>map(
                    one ->
                        new Decision.Deny(
                            effect(request)
                                + " calls '"
                                + request.target()
                                + "', which the policy 'deny-targets' forbids by '"
                                + one
                                + "'"))
                .orElse(Decision.ALLOW));
  }

  /**
   * Effects wait until the quiet hours are over, holding no thread: no mail to customers at night.
   *
   * @param clock tells the time; the runtime's own, so that a simulation owns it
   * @param zone where the hours are counted
   * @param from when they begin
   * @param to when they end, on the next day if it is before the beginning; not the same
   * @param kind of which kind
   * @param more other kinds
   * @return the policy
   */
  public static Policy quietHours(
      InstantSource clock,
      ZoneId zone,
      LocalTime from,
      LocalTime to,
      EffectKind kind,
      EffectKind... more) {
    if (from.equals(to)) {
      throw new InvalidInputException(
          "quiet hours", "they begin and end at " + from + ", so they are empty or without end");
    }
    return new QuietHours(clock, zone, from, to, EnumSet.of(kind, more));
  }

  static String effect(EffectRequest request) {
    return "effect '" + request.name() + "'";
  }

  private static boolean isTainted(EffectRequest request, Set<EffectKind> kinds) {
    return request.taint().isTainted() && kinds.contains(request.kind());
  }

  private static String tainted(EffectRequest request) {
    return effect(request)
        + " to '"
        + request.target()
        + "' holds what came from "
        + String.join(", ", request.taint().sources());
  }
}
