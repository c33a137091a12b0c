package dev.aios.examples.consultancy.leads;

import dev.aios.examples.consultancy.mail.Message;

/**
 * A mail of somebody else than the owner was read for the first time.
 *
 * @param mail the mail, cleaned
 * @param first the Message-ID of the first mail that this person ever wrote; the mail's own if it
 *     is the first
 */
public record MailArrived(Message mail, String first) {}
