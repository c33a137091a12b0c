package dev.aios.examples.consultancy.leads;

import dev.aios.examples.consultancy.mail.Message;
import dev.aios.examples.consultancy.output.Diary.Slot;
import java.util.List;

/**
 * A lead on its way.
 *
 * @param mail the mail that it began with
 * @param wish what it wants
 * @param verdict what to do about it
 * @param slots the times held for a first call; none unless it is to be met
 * @param sure how sure all this is, 0 to 1
 * @param doubts what the owner should look at
 */
public record Lead(
    Message mail, Wish wish, Verdict verdict, List<Slot> slots, double sure, List<String> doubts) {
  /** What to do about a lead. */
  public enum Verdict {
    /** Propose a first call. */
    MEET,
    /** Ask for what is missing. */
    ASK,
    /** Say no, kindly. */
    DECLINE
  }

  /** Copies the lists. */
  public Lead {
    slots = List.copyOf(slots);
    doubts = List.copyOf(doubts);
  }

  Lead holding(List<Slot> times) {
    return new Lead(mail, wish, verdict, times, sure, doubts);
  }
}
