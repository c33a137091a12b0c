package dev.aios.examples.consultancy.leads;

import dev.aios.examples.consultancy.mail.Message;

/**
 * A mail that seems to come from a lead.
 *
 * @param mail the mail, cleaned
 * @param confidence how sure it is that it does, 0 to 1
 */
public record Inquiry(Message mail, double confidence) {}
