package macaw.labeling.projects;

/**
 * How far a project is.
 *
 * @param prompts prompts in it, those of gold tasks aside
 * @param tasksCollecting tasks that wait for their outputs
 * @param tasksOpen tasks, gold ones aside, with a place that nobody holds
 * @param tasksLeased unfinished tasks whose places are all held
 * @param tasksDone tasks with as many counting submissions as the overlap
 * @param submissions submissions, withdrawn ones aside
 * @param simulatedSubmissions of these, by simulated labelers
 * @param goldTasks tasks that everybody gets once and that are never done
 */
public record Progress(
        int prompts,
        int tasksCollecting,
        int tasksOpen,
        int tasksLeased,
        int tasksDone,
        int submissions,
        int simulatedSubmissions,
        int goldTasks) {}
