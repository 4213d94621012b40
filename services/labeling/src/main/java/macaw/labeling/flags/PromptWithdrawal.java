package macaw.labeling.flags;

/** Withdrawing a prompt, which is more than flags know of. */
public interface PromptWithdrawal {
    /**
     * Withdraws it; once is enough.
     *
     * @param reason for the history
     * @param by the lead, as access control knows them
     */
    void withdraw(String namespace, String project, String promptId, String reason, String by);
}
