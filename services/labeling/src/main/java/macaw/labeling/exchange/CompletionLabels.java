package macaw.labeling.exchange;

/** TRL's prompt-completion: each row is a demonstration. */
record CompletionLabels(PlainLabels labels) implements LabelReader {
    CompletionLabels(Origin origin) {
        this(new PlainLabels(origin));
    }

    @Override
    public void row(long number, Cells cells, Taken taken) {
        String prompt = PlainLabels.asked(cells, "prompt");
        String completion = PlainLabels.answer(cells, "completion");
        taken.label(labels.demonstration(
                number, name(cells), labels.prompt(cells, prompt, completion), completion, labels.labeler(cells)));
    }
}
