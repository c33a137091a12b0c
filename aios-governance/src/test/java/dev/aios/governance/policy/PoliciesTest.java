package dev.aios.governance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.aios.api.InvalidInputException;
import dev.aios.api.effect.EffectKind;
import dev.aios.api.effect.EffectRequest;
import dev.aios.api.effect.EffectRequest.Origin;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.policy.Decision;
import dev.aios.api.policy.Policy;
import dev.aios.api.value.Cost;
import dev.aios.api.value.Money;
import dev.aios.api.value.Taint;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoliciesTest {
  private static final Money LIMIT = Money.of(500, "EUR");

  private record Transfer(Money amount) {}

  private static EffectRequest request(
      EffectKind kind, String target, Object request, Cost estimate, Taint taint) {
    return new EffectRequest(
        "send", "k", kind, target, request, Sensitivity.NORMAL, estimate, taint, 1, Origin.NONE);
  }

  private static EffectRequest to(EffectKind kind, String target) {
    return request(kind, target, "q", Cost.NONE, Taint.NONE);
  }

  private static EffectRequest tainted(EffectKind kind) {
    return request(kind, "smtp", "q", Cost.NONE, Taint.of("mail:ann@client.example"));
  }

  private static boolean asks(Policy policy, EffectRequest request) {
    return policy.decide(request) instanceof Decision.RequireApproval;
  }

  private static boolean denies(Policy policy, EffectRequest request) {
    return policy.decide(request) instanceof Decision.Deny;
  }

  private static boolean allows(Policy policy, EffectRequest request) {
    return policy.decide(request).equals(Decision.ALLOW);
  }

  @ParameterizedTest
  @CsvSource({
    "500, EUR, false",
    "500.000001, EUR, true",
    "0, EUR, false",
    "1, USD, true",
  })
  void an_estimate_above_the_limit_needs_approval(String amount, String currency, boolean asked) {
    Cost estimate = Cost.of(Money.of(amount, currency));
    EffectRequest request = request(EffectKind.HTTP, "t", "q", estimate, Taint.NONE);
    assertThat(asks(Policies.approvalAbove(LIMIT), request)).isEqualTo(asked);
    assertThat(allows(Policies.approvalAbove(LIMIT), request)).isEqualTo(!asked);
  }

  @Test
  void without_an_estimate_no_approval_is_needed() {
    assertThat(allows(Policies.approvalAbove(LIMIT), to(EffectKind.HTTP, "t"))).isTrue();
  }

  @Test
  void a_request_about_more_than_the_limit_needs_approval() {
    Policy policy = Policies.approvalAbove(LIMIT, Transfer.class, Transfer::amount);
    Transfer large = new Transfer(Money.of(501, "EUR"));
    EffectRequest request = request(EffectKind.HTTP, "bank", large, Cost.NONE, Taint.NONE);
    assertThat(policy.decide(request))
        .isEqualTo(
            new Decision.RequireApproval(
                "owner",
                "effect 'send' is about EUR 501.00, more than EUR 500.00, the most without"
                    + " approval"));
    assertThat(allows(policy, request.withRequest(new Transfer(LIMIT)))).isTrue();
    assertThat(asks(policy, request.withRequest(new Transfer(Money.of(1, "USD"))))).isTrue();
    assertThat(allows(policy, request.withRequest("another type"))).isTrue();
  }

  @Test
  void a_tainted_effect_of_a_kind_needs_approval_or_is_denied() {
    Policy asking = Policies.approvalForTainted(EffectKind.MAIL, EffectKind.TOOL);
    Policy denying = Policies.denyTainted(EffectKind.MAIL, EffectKind.TOOL);
    for (EffectKind kind : new EffectKind[] {EffectKind.MAIL, EffectKind.TOOL}) {
      assertThat(asks(asking, tainted(kind))).isTrue();
      assertThat(denies(denying, tainted(kind))).isTrue();
      assertThat(allows(asking, to(kind, "t"))).isTrue();
      assertThat(allows(denying, to(kind, "t"))).isTrue();
    }
    assertThat(allows(asking, tainted(EffectKind.MODEL))).isTrue();
    assertThat(allows(denying, tainted(EffectKind.MODEL))).isTrue();
    assertThat(((Decision.RequireApproval) asking.decide(tainted(EffectKind.MAIL))).reason())
        .isEqualTo("effect 'send' to 'smtp' holds what came from mail:ann@client.example");
  }

  @Test
  void a_sensitive_effect_needs_approval() {
    Policy policy = Policies.approvalForSensitivity(Sensitivity.NORMAL);
    EffectRequest normal = to(EffectKind.HTTP, "t");
    EffectRequest low =
        new EffectRequest(
            "send",
            "k",
            EffectKind.HTTP,
            "t",
            "q",
            Sensitivity.LOW,
            Cost.NONE,
            Taint.NONE,
            1,
            Origin.NONE);
    assertThat(asks(policy, normal)).isTrue();
    assertThat(allows(policy, low)).isTrue();
    assertThat(allows(Policies.approvalForSensitivity(Sensitivity.HIGH), normal)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "api.client.example, true",
    "API.client.example, true",
    "mail.bank.example, true",
    "a.b.bank.example, true",
    "bank.example, false",
    "evilbank.example, false",
    ".bank.example, false",
    "api.client.example.evil.example, false",
    "'', false",
  })
  void targets_are_named_one_by_one_or_by_domain(String target, boolean fits) {
    Policy allow = Policies.allowTargets(EffectKind.HTTP, "api.client.example", "*.bank.example");
    Policy deny = Policies.denyTargets("api.client.example", "*.bank.example");
    EffectRequest request = to(EffectKind.HTTP, target);
    assertThat(allows(allow, request)).isEqualTo(fits);
    assertThat(denies(allow, request)).isEqualTo(!fits);
    assertThat(denies(deny, request)).isEqualTo(fits);
    assertThat(allows(deny, request)).isEqualTo(!fits);
    assertThat(allows(allow, to(EffectKind.MODEL, target))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T19:59:59Z, ",
    "2026-11-24T20:00:00Z, 2026-11-25T06:00:00Z",
    "2026-11-24T23:30:00Z, 2026-11-25T06:00:00Z",
    "2026-11-25T05:59:59Z, 2026-11-25T06:00:00Z",
    "2026-11-25T06:00:00Z, ",
    // Summer time begins and ends in these nights.
    "2026-03-28T22:00:00Z, 2026-03-29T05:00:00Z",
    "2026-10-24T22:00:00Z, 2026-10-25T06:00:00Z",
  })
  void mail_waits_until_the_quiet_hours_are_over(Instant now, Instant until) {
    Policy policy =
        Policies.quietHours(
            () -> now,
            ZoneId.of("Europe/Berlin"),
            LocalTime.of(21, 0),
            LocalTime.of(7, 0),
            EffectKind.MAIL);
    Decision decision = policy.decide(to(EffectKind.MAIL, "smtp"));
    if (until == null) {
      assertThat(decision).isEqualTo(Decision.ALLOW);
    } else {
      assertThat(((Decision.Defer) decision).until()).isEqualTo(until);
      assertThat(((Decision.Defer) decision).reason()).contains("quiet hours");
    }
    assertThat(allows(policy, to(EffectKind.HTTP, "t"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    // The clock is set back from 03:00 to 02:00: 02:15 comes twice, and so does 02:30.
    "2026-10-25T00:15:00Z, 2026-10-25T01:30:00Z",
    "2026-10-25T01:15:00Z, 2026-10-25T01:30:00Z",
  })
  void quiet_hours_end_after_now_even_when_the_clock_is_set_back(Instant now, Instant until) {
    Policy policy =
        Policies.quietHours(
            () -> now,
            ZoneId.of("Europe/Berlin"),
            LocalTime.of(1, 0),
            LocalTime.of(2, 30),
            EffectKind.MAIL);
    assertThat(((Decision.Defer) policy.decide(to(EffectKind.MAIL, "smtp"))).until())
        .isEqualTo(until);
  }

  @Test
  void quiet_hours_without_an_end_are_rejected() {
    assertThatThrownBy(
            () ->
                Policies.quietHours(
                    Instant::now,
                    ZoneId.of("UTC"),
                    LocalTime.NOON,
                    LocalTime.NOON,
                    EffectKind.MAIL))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("12:00");
  }
}
