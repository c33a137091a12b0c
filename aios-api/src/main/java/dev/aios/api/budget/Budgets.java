package dev.aios.api.budget;

import dev.aios.api.value.Money;
import java.util.List;

/** Looks at budgets. Thread-safe. */
public interface Budgets {
  /**
   * The budgets that apply.
   *
   * @return in order of definition
   */
  List<Budget> list();

  /**
   * What counts against a budget in its present period: what is spent, and what is set aside.
   *
   * @param budget its name
   * @return the amount
   * @throws dev.aios.api.NotFoundException if there is none of this name
   */
  Money used(String budget);

  /**
   * What is left in its present period.
   *
   * @param budget its name
   * @return the cap less what is used; negative if an approved or settled cost passed it
   * @throws dev.aios.api.NotFoundException if there is none of this name
   */
  Money left(String budget);
}
