package macaw.labeling.submissions;

import macaw.labeling.texts.Texts;

/**
 * Why something is taken back, and by whom.
 *
 * @param reason 1 to 200 characters; TEXT_EMPTY, TEXT_TOO_LONG otherwise
 * @param by who to access control
 */
public record Withdrawal(String reason, String by) {
    public Withdrawal {
        Texts.shortText("reason", reason);
    }
}
