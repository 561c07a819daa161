/** "Good morning" from five, "Good afternoon" from noon, "Good evening" from six. */
export function greeting(at: Date): string {
  const hour = at.getHours();
  if (hour >= 5 && hour < 12) return "Good morning";
  if (hour >= 12 && hour < 18) return "Good afternoon";
  return "Good evening";
}
