package dev.aios.examples.consultancy.leads;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.AgentContext;
import dev.aios.api.agent.Proposal;
import dev.aios.api.effect.EffectCall;
import dev.aios.api.effect.Sensitivity;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Retry;
import dev.aios.examples.consultancy.output.Diary;
import dev.aios.examples.consultancy.output.Outbox;
import dev.aios.governance.Gates;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The flow of a lead: read the wish, judge it, hold times for a first call, draft an answer, ask
 * the owner if in doubt, send it.
 */
public final class Leads {
  /** Below this the owner reads the answer before it goes out. */
  private static final double SURE = 0.8;

  private static final int TIMES = 2;
  private static final Duration LEAD_TIME = Duration.ofDays(2);
  private static final int DAYS_AHEAD = 60;

  private final Agent<Inquiry, Wish> reader;
  private final Agent<Lead, Reply> writer;
  private final HouseRules rules;
  private final Diary diary;
  private final Outbox outbox;
  private final InstantSource clock;
  private final ZoneId zone;

  /**
   * The flow.
   *
   * @param reader finds out what a lead wants
   * @param writer drafts the answer
   * @param rules what the owner decided about new work
   * @param diary where times are held
   * @param outbox where answers go
   * @param clock the time
   * @param zone where the owner's hours are counted
   */
  public Leads(
      Agent<Inquiry, Wish> reader,
      Agent<Lead, Reply> writer,
      HouseRules rules,
      Diary diary,
      Outbox outbox,
      InstantSource clock,
      ZoneId zone) {
    this.reader = reader;
    this.writer = writer;
    this.rules = rules;
    this.diary = diary;
    this.outbox = outbox;
    this.clock = clock;
    this.zone = zone;
  }

  /**
   * The saga.
   *
   * @return from the first mail to the answer
   */
  public Saga<Inquiry, Reply> saga() {
    return Saga.named("lead", 1, Inquiry.class)
        .step("qualify", Agent.proposing("qualifier", this::qualify))
        .emit("qualified", LeadQualified::new, lead -> lead.mail().id())
        .branch(
            "answer",
            on ->
                on.when(
                        "meet",
                        lead -> lead.verdict() == Lead.Verdict.MEET,
                        f ->
                            f.step("hold", this::hold)
                                .idempotent()
                                .undo(held -> diary.release(held.key()))
                                .step("invite", inviting()))
                    .otherwise(f -> f.step("write", writer)))
        .approve("owner-reads", Gates.anyOf(Gates.confidenceBelow(SURE), Gates.uncertain()))
        .step("send", this::send)
        .idempotent()
        .sensitivity(Sensitivity.HIGH)
        .retry(Retry.exponential(5))
        .emit("answered", LeadAnswered::new, reply -> reply.lead().mail().id())
        .build();
  }

  /**
   * A lead with times held for it.
   *
   * @param lead the lead
   * @param key under which they are held
   */
  public record Held(Lead lead, String key) {}

  private Proposal<Lead> qualify(Inquiry inquiry, AgentContext context) throws Exception {
    Proposal<Wish> wish = reader.propose(inquiry, context);
    Lead.Verdict verdict = rules.judge(wish.value());
    List<String> doubts = new ArrayList<>(inquiry.mail().findings());
    wish.uncertain().forEach(span -> doubts.add(span.path() + ": " + span.why()));
    if (verdict == Lead.Verdict.DECLINE) {
      doubts.add("a no cannot be taken back");
    }
    // Two witnesses, the sorter and the reader: a mail is no lead only if both are wrong.
    double isLead = 1 - (1 - inquiry.confidence()) * (1 - wish.confidence());
    double sure = Math.min(isLead, wish.confidence());
    return wish.with(new Lead(inquiry.mail(), wish.value(), verdict, List.of(), sure, doubts));
  }

  private Held hold(Lead lead, EffectCall call) {
    String key = call.idempotencyKey();
    return new Held(
        lead.holding(diary.hold("First call: " + lead.mail().from().name(), times(), TIMES, key)),
        key);
  }

  private Agent<Held, Reply> inviting() {
    return Agent.proposing(writer.name(), (held, context) -> writer.propose(held.lead(), context));
  }

  private Reply send(Reply reply, EffectCall call) {
    outbox.send(reply.letter(), call.idempotencyKey());
    return reply;
  }

  /** Every start of a quarter of an hour at which a first call would suit the owner. */
  private Stream<Diary.Slot> times() {
    Instant soonest = clock.instant().plus(LEAD_TIME);
    LocalDate today = clock.instant().atZone(zone).toLocalDate();
    return Stream.iterate(today, day -> day.plusDays(1))
        .limit(DAYS_AHEAD)
        .filter(
            day ->
                day.getDayOfWeek().compareTo(rules.firstDay()) >= 0
                    && day.getDayOfWeek().compareTo(rules.lastDay()) <= 0)
        .flatMap(
            day ->
                Stream.iterate(
                        rules.opens().atDate(day),
                        start -> !start.plus(rules.firstCall()).isAfter(rules.closes().atDate(day)),
                        start -> start.plusHours(1))
                    .map(start -> start.atZone(zone).toInstant()))
        .filter(start -> start.isAfter(soonest))
        .map(start -> new Diary.Slot(start, start.plus(rules.firstCall())));
  }
}
