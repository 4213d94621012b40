/** Inquiries: labelers' questions to leads from within a task, and the answers. (A question alone is one of a form.) */
package macaw.labeling.inquiries;
