package dev.aios.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test of a host's sagas and agents, run once on each journal with a {@link TestBed} of its own.
 * Its parameters may be the {@link TestBed} or any part of it: {@code Aios}, {@code VirtualWorld},
 * {@code ScriptedModel}, {@code Faults}, {@code FaultyJournal}, {@code EffectRecorder}, {@code
 * Journal}, {@code Runs}, {@code Inbox}, {@code Events}. When it ends, everything is closed, and it
 * fails if the journal does not verify or a task threw an error.
 *
 * <pre>{@code
 * class InvoicingTest implements AiosSetup {
 *   public void setUp(AiosBuilder aios) {
 *     aios.saga(invoicing);
 *   }
 *
 *   @AiosTest
 *   void a_small_invoice_needs_nobody(Aios aios, ScriptedModel model) {
 *     model.otherwise().reply(new Invoice("acme", Money.of(300, "EUR")));
 *     Run<Receipt> run = aios.start(invoicing, timesheet, "2026-11");
 *     run.await(Duration.ofMinutes(1));
 *     assertThat(run).isCompleted().completedSteps("draft", "issue", "email");
 *   }
 * }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith(AiosTestRuns.class)
public @interface AiosTest {
  /** On which journals a test is run. */
  enum On {
    /** On the one in memory. */
    MEMORY,
    /** On one in a SQLite file, in a folder of its own. */
    SQLITE,
    /** Once on each. */
    BOTH
  }

  /**
   * On which journals it is run.
   *
   * @return both unless set
   */
  On journal() default On.BOTH;

  /**
   * What ids, random numbers, random faults and choices are drawn from.
   *
   * @return 1 unless set
   */
  long seed() default 1;

  /**
   * Whether one task runs at a time, in an order drawn from the seed.
   *
   * @return false unless set: real threads
   */
  boolean oneAtATime() default false;
}
