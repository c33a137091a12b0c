package dev.aios.examples.consultancy.input;

/**
 * A file that came with a mail. Its content stays in the mailbox.
 *
 * @param name the file name as the sender wrote it, never to be used as a path; may be empty
 * @param mediaType for example {@code application/pdf}, in lower case
 * @param bytes the decoded size
 */
public record Attachment(String name, String mediaType, long bytes) {}
