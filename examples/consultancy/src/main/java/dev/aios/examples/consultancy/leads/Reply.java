package dev.aios.examples.consultancy.leads;

import dev.aios.examples.consultancy.output.Letter;

/**
 * An answer to a lead, ready to be sent.
 *
 * @param letter the mail
 * @param lead whom it answers
 */
public record Reply(Letter letter, Lead lead) {}
