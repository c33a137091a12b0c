package dev.aios.core.internal.inbox;

import dev.aios.api.InvalidInputException;
import dev.aios.api.inbox.InboxItem;
import dev.aios.api.inbox.Verdict;
import java.util.List;

/** The verdicts as {@link InboxItem.Decided#verdict()} names them, and which item takes which. */
public final class Verdicts {
  /** {@link Verdict.Approve}. */
  public static final String APPROVE = "approve";

  /** {@link Verdict.Edit}; the value instead is in {@link InboxItem.Decided#edited()}. */
  public static final String EDIT = "edit";

  /** {@link Verdict.Reject}. */
  public static final String REJECT = "reject";

  /** {@link Verdict.Happened}; what it gave is in {@link InboxItem.Decided#edited()}. */
  public static final String HAPPENED = "happened";

  /** {@link Verdict.DidNotHappen}. */
  public static final String DID_NOT_HAPPEN = "did-not-happen";

  /** {@link Verdict.Retry}. */
  public static final String RETRY = "retry";

  /** {@link Verdict.GiveUp}. */
  public static final String GIVE_UP = "give-up";

  private Verdicts() {}

  static String name(Verdict verdict) {
    if (verdict instanceof Verdict.Approve) {
      return APPROVE;
    } else if (verdict instanceof Verdict.Edit) {
      return EDIT;
    } else if (verdict instanceof Verdict.Reject) {
      return REJECT;
    } else if (verdict instanceof Verdict.Happened) {
      return HAPPENED;
    } else if (verdict instanceof Verdict.DidNotHappen) {
      return DID_NOT_HAPPEN;
    } else if (verdict instanceof Verdict.Retry) {
      return RETRY;
    }
    return GIVE_UP;
  }

  static String note(Verdict verdict) {
    if (verdict instanceof Verdict.Edit edit) {
      return edit.note();
    } else if (verdict instanceof Verdict.Reject reject) {
      return reject.reason();
    } else if (verdict instanceof Verdict.GiveUp giveUp) {
      return giveUp.reason();
    }
    return "";
  }

  /** Refuses a verdict that does not fit the item. */
  static void requireTaken(InboxItem item, boolean editable, Verdict verdict) {
    List<String> taken = taken(item.kind(), editable);
    String name = name(verdict);
    if (!taken.contains(name)) {
      String why =
          name.equals(EDIT) && item.kind() == InboxItem.Kind.APPROVAL
              ? "its payload cannot be edited: approve or reject it"
              : "an item of kind " + item.kind() + " takes " + String.join(", ", taken);
      throw new InvalidInputException("verdict '" + name + "' on inbox item " + item.id(), why);
    }
  }

  private static List<String> taken(InboxItem.Kind kind, boolean editable) {
    return switch (kind) {
      case APPROVAL -> editable ? List.of(APPROVE, EDIT, REJECT) : List.of(APPROVE, REJECT);
      case IN_DOUBT -> List.of(HAPPENED, DID_NOT_HAPPEN);
      case STUCK, DEAD_LETTER -> List.of(RETRY, GIVE_UP);
    };
  }
}
