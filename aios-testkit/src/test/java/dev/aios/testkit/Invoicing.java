package dev.aios.testkit;

import dev.aios.api.agent.Agent;
import dev.aios.api.agent.Proposal;
import dev.aios.api.model.ChatAnswer;
import dev.aios.api.model.ChatRequest;
import dev.aios.api.model.Message;
import dev.aios.api.model.Need;
import dev.aios.api.saga.Saga;
import dev.aios.api.value.Json;
import dev.aios.api.value.Money;
import dev.aios.api.value.Retry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The host in the test kit's own tests: drafts, issues and mails invoices. */
public final class Invoicing {
  public record Timesheet(String client, int hours) {}

  public record Invoice(String client, Money total) {}

  public record Receipt(String client, String number) {}

  /** What happened outside. */
  public final List<String> outside = new CopyOnWriteArrayList<>();

  public final Saga<Timesheet, Receipt> saga =
      Saga.named("invoicing", 1, Timesheet.class)
          .step("draft", drafter())
          .approve("owner-approves", when -> when.value().total().isAbove(500, "EUR"))
          .ask("owner")
          .expiresAfter(Duration.ofDays(2))
          .step("issue", this::issue)
          .idempotent()
          .undo(this::voidInvoice)
          .retry(Retry.exponential(4))
          .sleep("grace", Duration.ofDays(1))
          .step("email", this::email)
          .idempotent()
          .retry(Retry.exponential(3))
          .build();

  private static Agent<Timesheet, Invoice> drafter() {
    return Agent.proposing(
        "drafter",
        (sheet, context) -> {
          ChatAnswer answer =
              context
                  .models()
                  .chat(
                      context.effects(),
                      "ask",
                      ChatRequest.of(Message.User.of("Draft the invoice of " + sheet.client())),
                      Need.CHEAPEST);
          return Proposal.of(context.codec().fromJson(Json.of(answer.text()), Invoice.class), 0.9);
        });
  }

  private Receipt issue(Invoice invoice) {
    outside.add("issued " + invoice.client());
    return new Receipt(invoice.client(), "INV-1");
  }

  private void voidInvoice(Receipt receipt) {
    outside.add("voided " + receipt.client());
  }

  private Receipt email(Receipt receipt) {
    outside.add("mailed " + receipt.client());
    return receipt;
  }
}
