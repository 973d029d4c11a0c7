// Stands for a statistics tool: one cookie, one mark that it ran.
document.cookie = "_besuche_id=1;path=/;max-age=33696000";
(window.ran ??= []).push("besuche");
