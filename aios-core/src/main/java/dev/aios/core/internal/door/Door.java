package dev.aios.core.internal.door;

import dev.aios.api.DeniedException;
import dev.aios.api.InvalidInputException;
import dev.aios.api.World;
import dev.aios.api.effect.EffectFunction;
import dev.aios.api.effect.EffectInterceptor;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.InDoubtException;
import dev.aios.api.effect.PermanentException;
import dev.aios.api.effect.Suspension;
import dev.aios.api.journal.CounterChange;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Meter;
import dev.aios.api.policy.Policy;
import dev.aios.api.policy.Sanitisable;
import dev.aios.api.policy.Sanitiser;
import dev.aios.api.policy.Untrusted;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Taint;
import dev.aios.core.internal.Ahead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline of every effect: {@link #prepare} sanitises, asks the policies and reserves; the
 * caller records the intent; {@link #perform} goes through breaker, timeout and interceptors to the
 * code; the caller records the outcome with {@link #settle}. Thread-safe.
 */
public final class Door {
  private static final Logger LOG = LoggerFactory.getLogger(Door.class);

  private final World world;
  private final List<Policy> policies;
  private final @Nullable Meter meter;
  private final @Nullable Sanitiser sanitiser;
  private final List<EffectInterceptor> interceptors;
  private final Breakers breakers;

  /**
   * A door.
   *
   * @param world time
   * @param policies asked in order
   * @param meter reserves and settles, or null for no budgets
   * @param sanitiser cleans untrusted content, or null to pass it on labelled
   * @param interceptors around every performance, the first outermost
   * @param breaker how the breakers are set
   */
  public Door(
      World world,
      List<Policy> policies,
      @Nullable Meter meter,
      @Nullable Sanitiser sanitiser,
      List<EffectInterceptor> interceptors,
      BreakerOptions breaker) {
    this.world = world;
    this.policies = List.copyOf(policies);
    this.meter = meter;
    this.sanitiser = sanitiser;
    this.interceptors = List.copyOf(interceptors);
    this.breakers = new Breakers(world, breaker);
  }

  /**
   * Sanitises, asks the policies, and works out the reservation.
   *
   * @param asked the effect
   * @param allowed whether a person has allowed it: what would require approval passes, caps are
   *     lifted
   * @param exhausted the counter that refused the reservation before, or null
   * @return what may be performed, or why not
   */
  public Prepared prepare(EffectRequest asked, boolean allowed, @Nullable String exhausted) {
    List<Sanitiser.Finding> findings = new ArrayList<>(0);
    EffectRequest request = sanitise(asked, findings);
    for (Policy policy : policies) {
      Decision decision = ask(policy, request);
      if (decision instanceof Decision.Transform transform) {
        request = request.withRequest(transform.request());
      } else if (!(decision instanceof Decision.Allow)
          && !(allowed && decision instanceof Decision.RequireApproval)) {
        return new Prepared(request, decision, "policy " + policy.name(), List.of(), findings);
      }
    }
    if (meter == null) {
      return new Prepared(request, Decision.ALLOW, "", List.of(), findings);
    }
    if (exhausted != null && !allowed) {
      return new Prepared(
          request, meter.exhausted(request, exhausted), "budget", List.of(), findings);
    }
    try {
      List<CounterChange> reserved = meter.reserve(request);
      return new Prepared(
          request, Decision.ALLOW, "", allowed ? uncapped(reserved) : reserved, findings);
    } catch (RuntimeException e) {
      return new Prepared(
          request,
          new Decision.Deny(String.valueOf(e.getMessage())),
          "budget",
          List.of(),
          findings);
    }
  }

  private static Decision ask(Policy policy, EffectRequest request) {
    try {
      return policy.decide(request);
    } catch (RuntimeException e) {
      LOG.atWarn().setCause(e).addKeyValue("policy", policy.name()).log("policy failed: denied");
      return new Decision.Deny("the policy itself failed: " + e);
    }
  }

  private static List<CounterChange> uncapped(List<CounterChange> changes) {
    return changes.stream().map(c -> CounterChange.add(c.counter(), c.delta())).toList();
  }

  private EffectRequest sanitise(EffectRequest request, List<Sanitiser.Finding> findings) {
    if (!(request.request() instanceof Sanitisable<?> holder)) {
      return request;
    }
    List<Untrusted> pieces = holder.untrusted();
    if (pieces.isEmpty()) {
      return request;
    }
    List<String> clean = new ArrayList<>();
    Taint taint = Taint.NONE;
    for (Untrusted piece : pieces) {
      if (sanitiser == null) {
        clean.add(piece.text());
        taint = taint.plus(Taint.of(piece.source()));
      } else {
        Sanitiser.Clean one = sanitiser.clean(piece);
        clean.add(one.text());
        taint = taint.plus(one.taint());
        findings.addAll(one.findings());
      }
    }
    Object sanitised = holder.sanitised(clean, taint);
    return new EffectRequest(
        request.name(),
        request.idempotencyKey(),
        request.kind(),
        request.target(),
        sanitised,
        request.sensitivity(),
        request.estimate(),
        request.taint().plus(taint),
        request.attempt(),
        request.origin());
  }

  /**
   * What to write with the outcome so that the reservation becomes the actual cost.
   *
   * @param request the effect
   * @param reserved what was reserved
   * @param actual what it cost
   * @return counter changes
   */
  public List<CounterChange> settle(
      EffectRequest request, List<CounterChange> reserved, Cost actual) {
    return meter == null ? List.of() : meter.settle(request, reserved, actual);
  }

  /**
   * Performs one attempt on the calling thread.
   *
   * @param request the effect as prepared
   * @param code performs it
   * @param timeout how long it may take, or null
   * @param onTimeout called on another thread when the time is up; the attempt is interrupted, and
   *     what it returns after that is still handed back
   * @return what came of it
   */
  public Performed perform(
      EffectRequest request,
      EffectFunction<Object, Object> code,
      @Nullable Duration timeout,
      Runnable onTimeout) {
    CircuitBreaker breaker = breakers.of(request.target());
    if (!breaker.tryAcquirePermission()) {
      return new Performed.Refused(breakers.retryAt());
    }
    Instant due = timeout == null ? null : Ahead.of(world.instant(), timeout);
    Call call = new Call(request.name(), request.idempotencyKey(), request.attempt(), due);
    Deadline deadline = timeout == null ? null : new Deadline(world, due, onTimeout);
    long begun = world.nanoTime();
    try {
      Object value = proceed(request, code, call, 0);
      long took = world.nanoTime() - begun;
      if (deadline != null && deadline.finish()) {
        breaker.onError(took, TimeUnit.NANOSECONDS, new InterruptedException("timeout"));
      } else {
        breaker.onSuccess(took, TimeUnit.NANOSECONDS);
      }
      return new Performed.Done(value, cost(call, took));
    } catch (Suspension suspension) {
      finish(deadline);
      breaker.releasePermission();
      throw suspension;
    } catch (Throwable error) {
      boolean struck = deadline != null && deadline.finish();
      long took = world.nanoTime() - begun;
      if (error instanceof PermanentException || error instanceof DeniedException) {
        // the target answered; the request was at fault
        breaker.onSuccess(took, TimeUnit.NANOSECONDS);
      } else {
        breaker.onError(took, TimeUnit.NANOSECONDS, error);
      }
      return struck ? new Performed.TimedOut(cost(call, took)) : failed(error, cost(call, took));
    }
  }

  private static void finish(@Nullable Deadline deadline) {
    if (deadline != null) {
      deadline.finish();
    }
  }

  private static Cost cost(Call call, long nanos) {
    return call.spent()
        .plus(new Cost(null, dev.aios.api.value.Tokens.NONE, Duration.ofNanos(nanos)));
  }

  /**
   * What an exception of an attempt means.
   *
   * @param error what was thrown
   * @param cost what the attempt cost
   * @return in doubt, failed, or failed for good
   */
  public static Performed failed(Throwable error, Cost cost) {
    if (error instanceof InDoubtException) {
      return new Performed.InDoubt(String.valueOf(error.getMessage()), cost);
    }
    return new Performed.Failed(describe(error), isPermanent(error), cost);
  }

  /**
   * Whether trying again is of no use.
   *
   * @param error what was thrown
   * @return true if it fails for good
   */
  public static boolean isPermanent(Throwable error) {
    return error instanceof PermanentException
        || error instanceof DeniedException
        || error instanceof InvalidInputException;
  }

  /**
   * An error in one line, for the record.
   *
   * @param error the error
   * @return its class and message, at most 2,000 characters
   */
  public static String describe(Throwable error) {
    String text =
        error instanceof dev.aios.api.AiosException
            ? String.valueOf(error.getMessage())
            : error.getClass().getSimpleName()
                + (error.getMessage() == null ? "" : ": " + error.getMessage());
    return text.length() <= 2000 ? text : text.substring(0, 2000);
  }

  private Object proceed(
      EffectRequest request, EffectFunction<Object, Object> code, Call call, int index)
      throws Exception {
    if (index < interceptors.size()) {
      return interceptors
          .get(index)
          .intercept(request, () -> proceed(request, code, call, index + 1));
    }
    return code.perform(request.request(), call);
  }
}
