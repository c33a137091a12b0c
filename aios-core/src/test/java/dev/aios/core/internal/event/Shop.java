package dev.aios.core.internal.event;

import jakarta.validation.constraints.NotBlank;

/** The events of these tests. */
sealed interface Shop {
  record Ordered(@NotBlank String item, int number) implements Shop {}

  record Paid(String item, long cents) implements Shop {}

  /** No part of the shop. */
  record Weather(String sky) {}
}
