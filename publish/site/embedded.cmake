# SPDX-License-Identifier: EUPL-1.2
# Files that the binary carries besides the client.
site_embed(messages json fr)
site_embed(icons svg parvis search works equipment places figures comment closed partial planned ended)
site_embed(templates mustache
  frame home collections dataset difference feature place works clashes search comments versions api answer error deposit
  comment comment_card comment_here comment_form comment_page catalogue comment_review cross figure map work_item equipment_item
  perimeter perimeter_item notice
  report report_chapter report_comment report_figure reports
  work_form work_field work_history work_list)
