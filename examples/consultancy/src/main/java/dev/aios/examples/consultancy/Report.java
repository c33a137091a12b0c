package dev.aios.examples.consultancy;

import dev.aios.api.budget.Budget;
import dev.aios.api.budget.Budgets;
import dev.aios.api.identity.Inventory;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.journal.Verification;
import dev.aios.api.memory.Recall;
import dev.aios.api.run.RunState;
import dev.aios.api.run.RunStatus;
import dev.aios.api.value.Cost;
import dev.aios.core.Aios;
import dev.aios.examples.consultancy.input.Problem;
import dev.aios.examples.consultancy.mail.Message;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The closing report: what each flow cost, what waits, what was stopped, whether all is sound. */
final class Report {
  private final PrintStream out;
  private final Company company;
  private final Aios aios;

  Report(PrintStream out, Company company) {
    this.out = out;
    this.company = company;
    this.aios = company.aios();
  }

  /** Prints it; false if the journal does not verify. */
  boolean print(Map<String, Duration> phases, Path outFolder) {
    flows(phases);
    inbox();
    stopped();
    budgets();
    input();
    Verification journal = aios.journal().verify();
    title("Journal");
    out.println(
        journal.ok()
            ? "  verifies: %d records, head %s".formatted(journal.records(), head(journal))
            : "  DOES NOT VERIFY: " + journal.problem());
    out.println("  mails, invoices, answers, meetings and reminders are in " + outFolder);
    out.flush();
    return journal.ok();
  }

  private static String head(Verification journal) {
    return journal.headHash().substring(0, 12);
  }

  private void title(String text) {
    out.println();
    out.println(text);
  }

  private void flows(Map<String, Duration> phases) {
    title("Flows");
    out.println("  flow         runs  done  waits  ended otherwise  work        cost");
    Map<String, List<RunStatus>> flows =
        aios.runs().list(null, Integer.MAX_VALUE).stream()
            .collect(
                Collectors.groupingBy(run -> run.id().saga(), TreeMap::new, Collectors.toList()));
    flows.forEach(
        (name, runs) -> {
          long done = count(runs, RunState.COMPLETED);
          long waits = runs.stream().filter(run -> !run.state().isFinal()).count();
          Cost cost = runs.stream().map(RunStatus::cost).reduce(Cost.NONE, Cost::plus);
          out.println(
              "  %-12s %4d %5d %6d %16d  %6d ms   %s"
                  .formatted(
                      name,
                      runs.size(),
                      done,
                      waits,
                      runs.size() - done - waits,
                      cost.time().toMillis(),
                      (cost.money() == null ? "free" : cost.money()) + ", " + cost.tokens()));
        });
    out.println(
        "  "
            + aios.service(Recall.class).size()
            + " passages in recall; this time: "
            + phases.entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue().toMillis() + " ms")
                .collect(Collectors.joining(", ")));
  }

  private static long count(List<RunStatus> runs, RunState state) {
    return runs.stream().filter(run -> run.state() == state).count();
  }

  private void inbox() {
    List<InboxItem> open = aios.inbox().open();
    title("Inbox: " + (open.isEmpty() ? "nothing waits for you" : open.size() + " wait for you"));
    for (InboxItem item : open) {
      out.println(
          "  %s  %s, %s, confidence %.2f"
              .formatted(
                  item.run() == null ? item.id() : item.run(),
                  item.kind(),
                  item.node() == null ? item.title() : item.node(),
                  item.confidence()));
    }
  }

  private void stopped() {
    List<Message> suspicious =
        company.messages().stream().filter(mail -> !mail.findings().isEmpty()).toList();
    title(
        "Stopped at the sanitiser: "
            + (suspicious.isEmpty() ? "nothing" : suspicious.size() + " mails"));
    for (Message mail : suspicious) {
      out.println("  <" + mail.id() + "> from " + mail.from() + ", \"" + mail.subject() + "\"");
      mail.findings().forEach(finding -> out.println("    " + finding));
    }
  }

  private void budgets() {
    title("Budgets");
    Budgets budgets = aios.service(Budgets.class);
    for (Budget budget : budgets.list()) {
      out.println(
          "  %s: %s of %s used this %s; past it: %s"
              .formatted(
                  budget.name(),
                  budgets.used(budget.name()),
                  budget.cap(),
                  budget.period().name().toLowerCase(java.util.Locale.ROOT),
                  budget.past().name().toLowerCase(java.util.Locale.ROOT)));
    }
    Inventory inventory = aios.service(Inventory.class);
    out.println(
        "  sources: "
            + inventory.sources().stream()
                .map(source -> source.name() + " (kept by rule " + source.retention() + ")")
                .collect(Collectors.joining(", ")));
  }

  private void input() {
    List<Problem> problems = company.folder().problems();
    title(
        "Input: "
            + (problems.isEmpty() ? "all of it could be used" : problems.size() + " problems"));
    problems.forEach(problem -> out.println("  " + problem));
  }
}
